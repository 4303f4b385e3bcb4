"""python3 -m unittest discover models/training/tests"""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    import numpy
    import torch
    from PIL import Image
except ImportError as reason:
    raise unittest.SkipTest(f"needs PyTorch and NumPy: {reason}")

from augment import AugmentConfig
from photo_network import PhotoConfig, PhotoNet
from prostate_data import SIDE, ProstatePatches, load_prostate, zurich_folds
from prostate_trainer import ProstateTrainer
from train_prostate import image_scores, split
from trainer import TrainConfig


def some_patches() -> ProstatePatches:
    """Two sources with both classes and one with cancer alone; 6 groups a class in the first."""
    rows = [("zurich", f"zurich {label}{g}", label) for label in (0.0, 1.0) for g in range(6) for _ in range(2)]
    rows += [("rings", f"rings {label}", label) for label in (0.0, 1.0)] + [("sicapv2", "sicapv2 a", 1.0)]
    random = numpy.random.RandomState(0)
    return ProstatePatches(
        random.randint(0, 256, (len(rows), 3, 96, 96)).astype(numpy.uint8),
        numpy.array([r[2] for r in rows], numpy.float32),
        numpy.array([r[0] for r in rows]),
        numpy.array([r[1] for r in rows]),
        numpy.array([f"{i}.png" for i in range(len(rows))]),
    )


class Splits(unittest.TestCase):
    def test_no_group_is_on_both_sides_and_every_fold_has_both_classes(self):
        patches = some_patches()
        fold = zurich_folds(patches)
        for k in range(3):
            train, test = split(patches, f"fold-{k}")
            self.assertEqual(set(), set(patches.groups[train]) & set(patches.groups[test]))
            self.assertEqual({0.0, 1.0}, set(patches.labels[test]))
        self.assertTrue((fold[patches.sources == "zurich"] >= 0).all())

    def test_a_laboratory_with_one_class_does_not_teach(self):
        patches = some_patches()
        for run in ("fold-0", "without-rings", "final"):
            self.assertNotIn("sicapv2", patches.sources[split(patches, run)[0]])

    def test_the_left_out_laboratory_is_left_out(self):
        patches = some_patches()
        train, test = split(patches, "without-rings")
        self.assertEqual({"zurich"}, set(patches.sources[train]))
        self.assertEqual({"rings"}, set(patches.sources[test]))

    def test_an_image_scores_the_mean_of_its_patches(self):
        patches = some_patches().take(numpy.arange(3))
        patches.parents = numpy.array(["a", "a", "b"])
        _, scores, _ = image_scores(torch.tensor([1.0, 3.0, 5.0]).view(3, 1, 1, 1), patches)
        self.assertEqual([2.0, 5.0], scores.tolist())

    def test_the_published_layout_of_sicapv2_is_read_with_both_classes(self):
        header = "file,label,mask,source,group,width,height,um_per_px,licence,notes\n"
        with tempfile.TemporaryDirectory() as folder:
            ours, full = Path(folder) / "ours", Path(folder) / "full"
            (full / "images").mkdir(parents=True)
            ours.mkdir()
            (ours / "images.csv").write_text(header + "a.png,benign,,zurich,g,192,192,1.0,CC0,\n")
            Image.new("RGB", (192, 192), (200, 120, 180)).save(ours / "a.png")
            for name in ("16B1_x.jpg", "17B2_y.jpg"):
                Image.new("RGB", (512, 512), (190, 130, 170)).save(full / "images" / name)
            (full / "Train.csv").write_text("image_name,NC,G3,G4,G5\n16B1_x.jpg,1,0,0,0\n17B2_y.jpg,0,1,0,0\n")
            patches = load_prostate(ours, full)
        labels = {g: set(patches.labels[patches.groups == g]) for g in set(patches.groups)}
        self.assertEqual({"zurich g": {0.0}, "sicapv2 16B1": {0.0}, "sicapv2 17B2": {1.0}}, labels)
        self.assertEqual((3, SIDE, SIDE), patches.images.shape[1:])

    def test_a_folder_without_its_table_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(FileNotFoundError, "images.csv is missing"):
                load_prostate(Path(folder))


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
