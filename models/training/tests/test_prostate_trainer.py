"""Fine-tuning on prostate, as shared_trunk.py measures with it."""
import sys
import unittest
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]

try:
    import sklearn  # noqa: F401, which test_prostate needs
    import torch
except ImportError as reason:
    raise unittest.SkipTest(f"needs PyTorch and scikit-learn: {reason}")

from augment import AugmentConfig
from photo_network import PhotoConfig, PhotoNet
from prostate_trainer import ProstateTrainer
from test_prostate import some_patches
from trainer import TrainConfig


class Training(unittest.TestCase):
    def trainer(self) -> ProstateTrainer:
        torch.manual_seed(0)
        patches = some_patches()
        patches = patches.take(patches.sources != "sicapv2")
        return ProstateTrainer(
            PhotoNet(PhotoConfig(blocks=3, frozen=2)),
            torch.from_numpy(patches.images),
            torch.from_numpy(patches.labels),
            TrainConfig(steps=4, batch=8, warmup=1, bfloat16=False),
            AugmentConfig(mix_per_group=True, jpeg=0.0),
            groups=torch.tensor([int(s == "rings") for s in patches.sources]),
            donors=[patches.images[:4]],
            donors_per_batch=2,
        )

    def test_the_first_units_stay_and_the_rest_learns(self):
        trainer = self.trainer()
        before = {k: v.clone() for k, v in trainer.model.state_dict().items()}
        trainer.train_step()
        after = trainer.model.state_dict()
        for key in after:
            if key.startswith(("trunk.0.", "trunk.1.")):
                self.assertTrue(torch.equal(before[key], after[key]), key)
        key = "trunk.2.layers.0.convolution.weight"
        self.assertFalse(torch.equal(before[key], after[key]))

    def test_laboratories_and_classes_weigh_the_same(self):
        trainer = self.trainer()
        weight = lambda group, label: float(trainer.share[(trainer.groups == group) & (trainer.labels == label)].sum())
        for group in (0, 1):
            for label in (0.0, 1.0):
                self.assertAlmostEqual(1.0, weight(group, label))

    def test_donors_lend_stain_but_are_not_learned_from(self):
        trainer = self.trainer()
        images, labels = trainer.batch(8)
        self.assertEqual((8, 8), (len(images), len(labels)))
        self.assertTrue(torch.isfinite(images).all())


if __name__ == "__main__":
    unittest.main()
