"""Runs the tests of the training code and writes their counts as JSON: run_unittest.py REPORT."""

import json
import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2] / "models" / "training" / "tests"


def main(report: str) -> int:
    suite = unittest.defaultTestLoader.discover(str(TESTS))
    result = unittest.TextTestRunner().run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    skipped = len(result.skipped)
    counts = {"passed": result.testsRun - failed - skipped, "failed": failed, "skipped": skipped}
    Path(report).write_text(json.dumps(counts), encoding="utf-8")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
