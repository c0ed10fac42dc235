"""The Open Inference Protocol, version 2, with Triton's binary data and configuration."""
