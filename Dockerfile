# syntax=docker/dockerfile:1

FROM python:3.13-slim-trixie AS build
WORKDIR /srv/jishi
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv /opt/jishi \
    && /opt/jishi/bin/pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && /opt/jishi/bin/uv pip install --no-cache --python /opt/jishi/bin/python --require-hashes -r requirements.txt \
    && /opt/jishi/bin/pip uninstall --yes uv pip
COPY alembic.ini ./
COPY migrations migrations
COPY app app
RUN /opt/jishi/bin/python -m compileall -q /opt/jishi app migrations

FROM python:3.13-slim-trixie
RUN groupadd --system --gid 10001 jishi \
    && useradd --system --uid 10001 --gid jishi --home-dir /srv/jishi --shell /usr/sbin/nologin jishi \
    && install --directory --owner jishi --group jishi /srv/jishi/var
WORKDIR /srv/jishi
COPY --from=build /opt/jishi /opt/jishi
COPY --from=build /srv/jishi /srv/jishi
ENV PATH=/opt/jishi/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    JISHI_HOST=0.0.0.0 \
    JISHI_PORT=8000
USER 10001:10001
EXPOSE 8000
VOLUME /srv/jishi/var
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
