"""YOLO Dock's inference server in Python: one HTTP contract, PyTorch, ONNX Runtime or TensorRT.

Started with ``python -m yolo_server``. It is yours to read and to change.
"""
