"""Rebuilding every table, figure and notebook of a project from its raw article."""

from .notebooks import run_notebook
from .rebuild import project_folder, reproduce
from .tables import tables

__all__ = ["project_folder", "reproduce", "run_notebook", "tables"]
