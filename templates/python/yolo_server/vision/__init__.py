"""From encoded pictures to detections, the same way as the TypeScript server."""
