"""Rebuilding every table, figure and notebook of a project from its raw article."""

from .notebooks import run_notebook
from .rebuild import draw, project_folder, reproduce

__all__ = ["draw", "project_folder", "reproduce", "run_notebook"]
