import sys
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    import torch
except ImportError as error:
    raise unittest.SkipTest(f"torch and numpy are needed: {error}")

from network import NetworkConfig, SegmentationNet, run_folded
from symmetry import Fields, fields_of, orbits

SMALL = NetworkConfig(widths=(12, 20), regular=(1, 2), convolutions=(1, 1), pointwise=(0, 1), dropout=0.0)
TURNS = {
    "quarter turn": lambda x: torch.rot90(x, 1, (2, 3)),
    "half turn": lambda x: torch.rot90(x, 2, (2, 3)),
    "mirror": lambda x: x.flip(3),
    "diagonal": lambda x: x.transpose(2, 3),
}


QUARTERS = replace(SMALL, regular=(3, 5), symmetries=4)


def trained(config: NetworkConfig = SMALL) -> SegmentationNet:
    torch.manual_seed(0)
    model = SegmentationNet(config)
    torch.nn.init.normal_(model.head.free)
    for _ in range(5):
        model(torch.rand(8, 3, 48, 48) * torch.rand(8, 3, 1, 1))
    return model.eval()


class Symmetry(unittest.TestCase):
    def test_a_turned_field_has_the_turned_map(self):
        model = trained()
        field = torch.rand(2, 3, 48, 48)
        with torch.no_grad():
            cells = model(field)
            self.assertGreater(float(cells.std()), 1e-3)
            for name, turn in TURNS.items():
                self.assertLess(float((model(turn(field)) - turn(cells)).abs().max()), 1e-4, name)

    def test_quarter_turns_alone_leave_mirror_images_free(self):
        model = trained(QUARTERS)
        field = torch.rand(2, 3, 48, 48)
        with torch.no_grad():
            cells = model(field)
            for name in ("quarter turn", "half turn"):
                self.assertLess(float((model(TURNS[name](field)) - TURNS[name](cells)).abs().max()), 1e-4, name)
            mirrored = (model(TURNS["mirror"](field)) - TURNS["mirror"](cells)).abs().max() / cells.std()
        self.assertGreater(float(mirrored), 0.1)

    def test_plain_weights_do_not_have_it(self):
        torch.manual_seed(0)
        model = SegmentationNet(NetworkConfig(widths=(12, 20), convolutions=(1, 1), pointwise=(0, 1))).eval()
        field = torch.rand(1, 3, 48, 48)
        turn = TURNS["quarter turn"]
        with torch.no_grad():
            difference = (model(turn(field)) - turn(model(field))).abs().max() / model(field).std()
        self.assertGreater(float(difference), 0.1)

    def test_what_is_exported_is_the_same_function(self):
        for config in (SMALL, QUARTERS):
            model = trained(config)
            field = torch.rand(1, 3, 48, 48)
            with torch.no_grad():
                expected = torch.sigmoid(model(field))
                self.assertLess(float((run_folded(model.fold(), field) - expected).abs().max()), 1e-5)

    def test_weights_that_are_one_parameter_by_hand(self):
        # Trivial to trivial, 3 x 3: the centre, the edges and the corners.
        index, count = orbits(Fields(0, 1), Fields(0, 1), 3)
        self.assertEqual(count, 3)
        corner, edge, _, _, centre = index[:5]
        self.assertEqual(list(index), [corner, edge, corner, edge, centre, edge, corner, edge, corner])
        # Trivial to regular: one free kernel, turned into 8. Regular to regular: 8 free kernels.
        self.assertEqual(orbits(Fields(1, 0), Fields(0, 1), 3)[1], 9)
        self.assertEqual(orbits(Fields(1, 0), Fields(1, 0), 3)[1], 72)
        # The same with quarter turns: the centre, the edges and the corners; 4 free kernels.
        self.assertEqual(orbits(Fields(0, 1, 4), Fields(0, 1, 4), 3)[1], 3)
        self.assertEqual(orbits(Fields(1, 0, 4), Fields(1, 0, 4), 3)[1], 36)

    def test_too_few_channels_are_refused(self):
        with self.assertRaisesRegex(ValueError, "24 channels, there are 20"):
            fields_of(20, 3)
        with self.assertRaisesRegex(ValueError, "4 or 8 symmetries, not 2"):
            fields_of(20, 3, 2)


if __name__ == "__main__":
    unittest.main()
