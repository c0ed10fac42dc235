"""Renders the sample pictures and their labels."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2

from .scene.picture import Plan, make_picture
from .scene.types import CLASSES

SAMPLE_SEED = 5_000_003
WIDTH = 1280
QUALITY = 90

SCENES: tuple[tuple[str, Plan], ...] = (
    ("line-01", Plan(count=9, belt="rubber")),
    ("line-02", Plan(count=12, belt="modular")),
    ("line-03", Plan(count=10, belt="woven")),
    ("line-04", Plan(count=7, belt="rubber", finish="brass")),
    ("line-05", Plan(count=8, belt="modular", finish="stainless")),
    ("line-06", Plan(count=8, belt="woven", finish="black oxide")),
    ("line-07", Plan(count=9, belt="rubber", finish="zinc")),
    ("line-08", Plan(count=8, belt="woven", finish="yellow zinc")),
    ("line-09", Plan(count=9, belt="modular", finish="raw steel")),
    ("line-10", Plan(count=7, belt="rubber", finish="copper")),
    ("line-11", Plan(count=9, belt="woven", finish="machined steel")),
    ("crowded-1", Plan(count=24, belt="rubber")),
    ("crowded-2", Plan(count=24, belt="modular")),
    ("crowded-3", Plan(count=22, belt="woven")),
    ("sparse-1", Plan(count=2, belt="rubber")),
    ("sparse-2", Plan(count=3, belt="modular")),
    ("close-1", Plan(count=5, belt="rubber", scale=1.5)),
    ("close-2", Plan(count=5, belt="woven", scale=1.5)),
    ("dim-1", Plan(count=10, belt="rubber", exposure=0.42, gain=5.0)),
    ("dim-2", Plan(count=9, belt="woven", exposure=0.45, gain=4.0)),
    ("bright-1", Plan(count=9, belt="modular", exposure=1.7)),
    ("moving-1", Plan(count=10, belt="rubber", motion=6.0)),
    ("soft-1", Plan(count=10, belt="woven", blur=1.3)),
    ("empty-belt", Plan(count=0, belt="modular")),
)


def write(folder: Path) -> None:
    """Writes `images/NAME.jpg` and `labels/NAME.txt` (class cx cy w h, relative) for every scene."""
    for name in ("images", "labels"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for index, (name, plan) in enumerate(SCENES):
        picture = make_picture(SAMPLE_SEED, index, WIDTH, plan)
        rows, cols = picture.pixels.shape[:2]
        path = folder / "images" / f"{name}.jpg"
        cv2.imwrite(str(path), picture.pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        lines = []
        for kind, x1, y1, x2, y2 in picture.boxes.tolist():
            centre = ((x1 + x2) / 2 / cols, (y1 + y2) / 2 / rows)
            lines.append(f"{int(kind)} {centre[0]:.6f} {centre[1]:.6f} {(x2 - x1) / cols:.6f} {(y2 - y1) / rows:.6f}\n")
        (folder / "labels" / f"{name}.txt").write_text("".join(lines))
    (folder / "labels" / "classes.txt").write_text("".join(f"{name}\n" for name in CLASSES))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent)
    write(parser.parse_args().out)
