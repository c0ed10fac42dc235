"""``python -m yolo_server``"""

from .main import main

main()
