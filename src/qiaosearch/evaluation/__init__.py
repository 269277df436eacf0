"""How good the answers are: test collections, runs of the product over them, measures, significance."""

from qiaosearch.evaluation.datasets import Dataset, JudgedQuery, read_dataset
from qiaosearch.evaluation.runner import Evaluation, evaluate

__all__ = ["Dataset", "Evaluation", "JudgedQuery", "evaluate", "read_dataset"]
