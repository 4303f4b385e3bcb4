"""Makes views of the training patches and asks the teachers about each. From the repository root:

    python3 models/training/label_views.py --simulated models/training/.cache/simulated-lymph

writes to models/training/runs/views: images.npy uint8 [n, 3, 96, 96] (5 GB; views that lie there already are kept),
logits.npy float16 [n], the mean of the teachers, and features.npy float16 [n, 64], those of the first, and prints what
they reach on the validation split. Validation patches and those held out for thresholds are in no view. The same command
again goes on where it stopped.
"""
import argparse
import json
import time
from pathlib import Path
from typing import List, Tuple

import numpy
import torch
from torch import Tensor, nn

from augment import AugmentConfig, dihedral
from evaluation import auc
from lymph_data import SIDE, overlap_groups
from network import pool
from published import Published
from simulated import load_simulated
from train_lymph_node import HERE, ROOT, load_splits
from trainer import load_network
from views import ViewConfig, make_views, rounds, windows_of_regions

BATCH = 128
# Symmetries of the square over which answers and features are averaged.
ORIENTATIONS = (0, 7, 5, 2)
# Principal components of the teacher's features that are kept, and views from which they come.
COMPONENTS, SAMPLE = 64, 4096


def teacher_of(path: Path) -> nn.Module:
    """An averaged.pt, or the folder of a published model."""
    return Published(path) if path.is_dir() else load_network(path)


def ask(teachers: List[nn.Module], images: Tensor, device: str = "cpu") -> Tuple[Tensor, Tensor]:
    """(mean logit [n], features of the first [n, channels]) of uint8 images [n, 3, h, w]."""
    logits, seen = 0.0, []
    with torch.no_grad(), torch.autocast(torch.device(device).type, torch.bfloat16):
        x = images.to(device).float() / 255
        for teacher in teachers:
            for k in ORIENTATIONS:
                features = teacher.features(dihedral(x, k).contiguous(memory_format=torch.channels_last))
                logits = logits + pool(teacher.head(features).float())[:, 0] / (len(ORIENTATIONS) * len(teachers))
                if teacher is teachers[0]:
                    seen.append(features.float().mean((2, 3)))
    return logits.cpu(), torch.stack(seen).mean(0).cpu()


def logits_of(teachers: List[nn.Module], images: numpy.ndarray, device: str = "cpu") -> numpy.ndarray:
    """[n] of uint8 images [n, 3, h, w]."""
    return torch.cat([ask(teachers, part, device)[0] for part in torch.from_numpy(images).split(BATCH)]).numpy()


def principal(features: Tensor, components: int) -> Tuple[Tensor, Tensor]:
    """(mean [c], basis [c, components]) of features [n, c]: (features - mean) @ basis has a total variance of 1."""
    mean = features.mean(0)
    _, values, directions = torch.linalg.svd(features - mean, full_matrices=False)
    total = (values[:components] ** 2 / len(features)).sum()
    return mean, directions[:components].T / total.sqrt()


def basis_of(teacher: nn.Module, images: numpy.ndarray, device: str) -> Tuple[Tensor, Tensor]:
    """`principal` of the teacher's features of a sample of views."""
    sample = numpy.sort(numpy.random.RandomState(0).permutation(len(images))[:SAMPLE])
    parts = torch.from_numpy(images[sample]).split(BATCH)
    return principal(torch.cat([ask([teacher], part, device)[1] for part in parts]), COMPONENTS)


def label(
    teachers: List[nn.Module], images: numpy.ndarray, components: Tuple[Tensor, Tensor], folder: Path, device: str, every: int = 100
) -> None:
    """Writes logits.npy and features.npy under folder, part by part; nan where nothing is known yet. components: of
    `basis_of`."""
    paths = [folder / "logits.npy", folder / "features.npy"]
    mean, basis = components
    if paths[1].exists():
        logits, features = (numpy.load(path) for path in paths)
    else:
        logits = numpy.full(len(images), numpy.nan, numpy.float16)
        features = numpy.full((len(images), basis.shape[1]), numpy.nan, numpy.float16)
    if len(logits) != len(images):
        raise ValueError(f"{folder} holds {len(logits)} answers, there are {len(images)} views: remove them to begin anew")
    # Features are stored last, so what has them has both.
    began, first = time.time(), int(numpy.isfinite(features[:, 0]).sum())
    for count, start in enumerate(range(first, len(images), BATCH), 1):
        part = slice(start, start + BATCH)
        answers, seen = ask(teachers, torch.from_numpy(numpy.array(images[part])), device)
        logits[part], features[part] = answers.numpy(), ((seen - mean) @ basis).numpy()
        done = min(len(images), start + BATCH)
        if count % every == 0 or done == len(images):
            for path, values in zip(paths, (logits, features)):
                numpy.save(path, values)
            print(f"{done} of {len(images)} views, {(time.time() - began) / (done - first) * 1000:.1f} ms a view", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--teachers",
        type=Path,
        nargs="+",
        default=[HERE / "runs" / "teacher" / "averaged.pt"],
        help="averaged.pt of a run, or the folder of a published model; of several the mean",
    )
    parser.add_argument("--config", type=Path, default=HERE / "configs" / "views.json")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "lymph")
    parser.add_argument("--pcam-h5", type=Path, help="folder of PatchCamelyon's HDF5 files, instead of --data")
    parser.add_argument("--simulated", type=Path, help="folder of simulated patches, see README.md")
    parser.add_argument("--out", type=Path, default=HERE / "runs" / "views")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    config = json.loads(options.config.read_text())
    settings = ViewConfig(**config["views"])
    splits = load_splits(options, config["calibration_share"])
    teachers = [teacher_of(path).to(options.device).to(memory_format=torch.channels_last) for path in options.teachers]
    for name in ("validation", "calibration"):
        scores = logits_of(teachers, splits[name].images, options.device)
        print(f"teachers: AUC {auc(splits[name].labels, scores):.4f} on the {name} patches", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    stored = options.out / "images.npy"
    if not stored.exists():
        windows = numpy.zeros((0, 3, SIDE, SIDE), numpy.uint8)
        if not options.pcam_h5:
            names = overlap_groups(options.data / "patches.csv")
            held_out = {names[group] for group in splits["calibration"].groups}
            windows = windows_of_regions(options.data, held_out, settings.windows, settings.seed)
        simulated = load_simulated(options.simulated)[0] if options.simulated else torch.zeros(0, 3, SIDE, SIDE)
        passes = rounds(splits["train"], windows, simulated, settings)
        images = make_views(passes, AugmentConfig.from_dict(config["augment"]), settings.seed)
        numpy.save(stored, images.numpy())
    images = numpy.load(stored, mmap_mode="r")
    label(teachers, images, basis_of(teachers[0], images, options.device), options.out, options.device)


if __name__ == "__main__":
    main()
