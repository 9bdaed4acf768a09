"""History in and out: in the scene two regions run programmes, so nobody answers for all of them.

Whoever does is tried in tests/dataset/test_api.py.
"""

from tests.permissions.matrix import of_office, who

NOBODY = who("")

DATASET_ROWS = {
    "POST /imports/dataset": of_office(NOBODY, sheet=b"no archive"),
    "GET /dataset/export": of_office(NOBODY),
}
