"""How long finished handbooks are kept: seven days; who had whose made, with its digest, stays in the trail."""

from app.core.i18n import N_
from app.core.made_files import MadeFiles
from app.handbook import repository
from app.handbook.service_jobs import FOLDER, KEPT

HANDBOOKS = MadeFiles(FOLDER, KEPT, repository.kept_keys, repository.list_kept).rule(
    "handbooks", N_("成批生成的手册"), N_("生成 7 天后删除；谁生成、谁的、何时、内容校验码一直保留。")
)
"""Single books of finished or failed jobs are strays: no row under way names them."""
