"""Papers to print and sign: Typst templates in the domains, data handed over as JSON, the same bytes for the same data.

A template is a `.typ` file below `app/`; it begins with `#import "/core/printing/base.typ": *`.
"""

from app.core.printing.apart import PaperFailed, drop_left_over, new_folder, set_apart
from app.core.printing.fonts import use_folder
from app.core.printing.render import Paper, PrinterBusy, render

__all__ = ["Paper", "PaperFailed", "PrinterBusy", "drop_left_over", "new_folder", "render", "set_apart", "use_folder"]
