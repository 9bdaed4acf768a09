/* 新的抽签: how large the frame is, before anything is drawn; nobody is named. */

const form = document.querySelector("#draw");

if (form) {
  const place = form.querySelector("[data-size]");
  form.addEventListener("jishi:done", (event) => {
    const data = event.detail.data;
    if (!data || data.workdays === undefined) return;
    event.preventDefault();
    place.textContent = form.dataset.frame.replace("{count}", data.frame_size).replace("{days}", data.workdays);
  });
  form.addEventListener("input", () => (place.textContent = ""));
  /* Looking asks no confirmation: only the draw is for good. */
  const asks = form.dataset.confirm;
  form.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.preview !== undefined) delete form.dataset.confirm;
      else form.dataset.confirm = asks;
    },
    true
  );
  document.querySelectorAll('button[form="draw"]').forEach((button) => {
    button.addEventListener("click", () => (form.dataset.confirm = asks), true);
  });
}
