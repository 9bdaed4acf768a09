"""The detectors, each a module of pure functions over `app.signals.corpus`; `registry` names them all."""
