#!/usr/bin/env bash
# Checks the Python server on a machine with a GPU, PyTorch with CUDA, numpy, onnxruntime and Python
# 3.12, without a network. What else is needed is in .cache/gpu-check/python-site.tar.xz, made elsewhere by
#   scripts/gpu-check/python.sh --prepare
# (about 40 MB). Takes about two minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
archive=.cache/gpu-check/python-site.tar.xz

if [ "${1:-}" = --prepare ]; then
  site=$(mktemp -d)
  trap 'rm -rf "$site"' EXIT
  # Without dependencies: PyTorch, numpy and onnxruntime are there.
  python3 -m pip install --quiet --no-deps --no-compile --target "$site" \
    --python-version 3.12 --implementation cp --only-binary=:all: \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
    ultralytics==8.4.190 opencv-python-headless==4.11.0.86 pillow==12.3.0 pyyaml==6.0.3 \
    prometheus_client==0.26.0 aiohttp==3.14.5 aiohappyeyeballs==2.7.1 aiosignal==1.4.0 attrs==26.1.0 \
    frozenlist==1.8.0 idna==3.20 multidict==7.2.1 propcache==0.5.4 yarl==1.25.1
  rm -rf "$site"/ultralytics/{assets,solutions,trackers,hub}
  mkdir -p "$(dirname "$archive")"
  XZ_OPT=-2 tar -cJf "$archive" -C "$site" .
  ls -l "$archive"
  exit
fi

site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
tar -xJf "$archive" -C "$site"
export PYTHONPATH="$site:$PWD/templates/python" PYTHONDONTWRITEBYTECODE=1
export YOLO_OFFLINE=true YOLO_AUTOINSTALL=false YOLO_CONFIG_DIR="$site"
# Ultralytics asks which torchvision there is, and uses none of it here.
if ! python3 -c 'import importlib.metadata as m; m.version("torchvision")' 2>/dev/null; then
  mkdir "$site/torchvision-0.0.0.dist-info"
  printf 'Metadata-Version: 2.1\nName: torchvision\nVersion: 0.0.0\n' >"$site/torchvision-0.0.0.dist-info/METADATA"
fi
python3 scripts/gpu-check/python_check.py
