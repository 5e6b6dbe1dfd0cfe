"""Runs a notebook with nbclient: client.py IN OUT."""
import os
import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
folder = os.path.dirname(os.path.abspath(sys.argv[1]))
NotebookClient(notebook, timeout=600, kernel_name="lodestone", resources={"metadata": {"path": folder}}).execute()
nbformat.validate(notebook)
nbformat.write(notebook, sys.argv[2])
