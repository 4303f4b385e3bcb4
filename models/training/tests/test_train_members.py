"""python3 -m unittest discover models/training/tests"""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch

from train_members import averaged, member_config


class Members(unittest.TestCase):
    def test_changes_only_what_a_member_says(self):
        base = {"augment": {"blur": 0.2, "jpeg": 0.05}, "train": {"steps": 100}}
        config = member_config(base, {"augment": {"blur": 0.5}, "soft_share": 0.7})
        self.assertEqual(config, {"augment": {"blur": 0.5, "jpeg": 0.05}, "train": {"steps": 100}, "soft_share": 0.7})
        self.assertEqual(base["augment"]["blur"], 0.2)

    def test_the_mean_of_the_weights(self):
        def state(value: float, widths=(2,)):
            return {"network": {"widths": widths}, "model": {"w": torch.full((2,), value), "n": torch.tensor(int(value))}}

        mean = averaged([state(1.0), state(2.0), state(6.0)])
        self.assertEqual(mean["model"]["w"].tolist(), [3.0, 3.0])
        self.assertEqual(int(mean["model"]["n"]), 1)
        with self.assertRaisesRegex(ValueError, "same network"):
            averaged([state(1.0), state(2.0, (3,))])


if __name__ == "__main__":
    unittest.main()
