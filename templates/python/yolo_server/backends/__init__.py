"""What runs a network: PyTorch, ONNX Runtime or TensorRT."""
