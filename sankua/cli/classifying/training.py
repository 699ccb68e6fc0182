"""Trains the linear model: runs of one to three letters by tf-idf, logistic regression (scikit-learn)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sankua.cli.classifying.data import Labelled
from sankua.core.errors import Problem, Refused
from services.intake.suggesting import FORMAT

SPAN: Final = (1, 3)
_MOST: Final = 20_000
_DIGITS: Final = 4


def fit(texts: Sequence[Labelled], name: str) -> dict[str, Any]:
    """The model as its file holds it. Nothing is drawn at random: the same texts give the same model."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise Refused(Problem("", "training needs scikit-learn: pip install 'sankua[learn]'")) from None
    vectors = TfidfVectorizer(
        analyzer="char", ngram_range=SPAN, min_df=2, max_features=_MOST, sublinear_tf=True, lowercase=False
    )
    seen = vectors.fit_transform([t.text for t in texts])
    model = LogisticRegression(C=20.0, class_weight="balanced", max_iter=2000)
    model.fit(seen, [t.category for t in texts])
    coefficients, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row tells two classes apart
        coefficients, bias = [-coefficients[0], coefficients[0]], [-bias[0], bias[0]]
    runs = {
        run: [round(float(vectors.idf_[i]), _DIGITS), [round(float(row[i]), _DIGITS) for row in coefficients]]
        for run, i in sorted(vectors.vocabulary_.items())
    }
    return {
        "format": FORMAT,
        "name": name,
        "labels": [str(label) for label in model.classes_],
        "bias": [round(float(value), _DIGITS) for value in bias],
        "span": list(SPAN),
        "runs": runs,
    }


def write(model: dict[str, Any], out: Path) -> None:
    """Writes the file, byte for byte the same for the same model."""
    text = json.dumps(model, ensure_ascii=False, separators=(",", ":"))
    try:
        out.write_bytes(gzip.compress(text.encode(), mtime=0))
    except OSError as error:
        raise Refused(Problem("", f"cannot be written: {error.strerror}", str(out))) from None
