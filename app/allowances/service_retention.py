"""How long finished exports are kept: seven days; the record of who took what, with its digest, stays."""

from app.allowances import repository_exports as exports
from app.allowances.service_exports import KEPT
from app.core.i18n import N_
from app.core.made_files import MadeFiles

FOLDER = "exports"
EXPORTS = MadeFiles(FOLDER, KEPT, exports.kept_keys, exports.list_kept).rule(
    "exports", N_("导出文件"), N_("生成 7 天后删除；谁导出、何时、文件校验码一直保留。")
)
