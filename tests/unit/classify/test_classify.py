"""Training is reproducible, a model of letters says what scikit-learn says, and bad input is named."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner

from sankua.cli import classify
from sankua.cli.classifying.data import Labelled
from sankua.cli.classifying.measuring import Always, scores
from sankua.cli.main import app
from services.intake.domain.suggest import Baseline
from services.intake.suggesting import read_model

CLI = CliRunner()
WORDS = {
    "环境": ["污染", "废气", "噪音", "垃圾"],
    "教育": ["学校", "老师", "学费", "招生"],
    "交通": ["公交", "出租", "车站", "拒载"],
}


@pytest.fixture(scope="module", autouse=True)
def commands():
    if not any(group.name == "classify" for group in app.registered_groups):
        classify.register(app)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("classify") / "texts.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "title", "text", "category"])
        for n in range(120):
            category = list(WORDS)[n % 3]
            words = WORDS[category]
            rows.writerow([n, f"第{n}件", f"关于{words[n % 4]}和{words[(n + 1) % 4]}的问题,请处理", category])
    return path


def run(*args):
    return CLI.invoke(app, ["classify", *map(str, args), "--columns", "id,title,text,category"])


def test_the_same_texts_give_the_same_model_and_it_beats_no_rules(file, tmp_path):
    one, two = tmp_path / "1.json.gz", tmp_path / "2.json.gz"
    assert run("train", file, "--out", one).exit_code == 0
    assert run("train", file, "--out", two, "--name", "texts").exit_code == 0
    assert one.read_bytes() == two.read_bytes()
    found = json.loads(run("measure", file, "--model", one, "--json").stdout)
    usual, rules, model = found["models"]
    assert usual["model"].startswith("always:")
    assert usual["macro_f1"] < model["macro_f1"]
    assert rules["model"].startswith("rules:baseline")
    assert model["model"].startswith("model:texts ")
    assert model["macro_f1"] == 1.0
    assert 10 < found["held_out"] < 40


def test_inference_by_letters_is_that_of_the_library(file, tmp_path):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    from sankua.cli.classifying.data import read
    from sankua.cli.classifying.training import SPAN

    out = tmp_path / "m.json.gz"
    run("train", file, "--out", out)
    model, texts = read_model(out), read(file, "id,title,text,category")
    seen = [t for t in texts if not t.held_out]
    vectors = TfidfVectorizer(analyzer="char", ngram_range=SPAN, min_df=2, sublinear_tf=True, lowercase=False)
    fitted = LogisticRegression(C=20.0, class_weight="balanced", max_iter=2000)
    fitted.fit(vectors.fit_transform([t.text for t in seen]), [t.category for t in seen])
    held = [t.text for t in texts if t.held_out][:10]
    for text, shares in zip(held, fitted.predict_proba(vectors.transform(held)), strict=True):
        ours = {category: score for category, score, _ in model.categories(text)}
        theirs = dict(zip(fitted.classes_, shares, strict=True))
        assert ours == {c: pytest.approx(theirs[c], abs=0.005) for c in ours}


def test_always_the_most_frequent_is_right_as_often_as_it_is_there():
    texts = [Labelled(str(n), "", c) for n, c in enumerate("aaab")]
    usual = Always.most_frequent(texts)
    assert usual.categories("") == [("a", 0.75, ())]
    found = scores(usual, texts)
    assert (found["accuracy"], found["macro_f1"]) == (0.75, round(6 / 7 / 2, 4))


def test_macro_f1_by_hand():
    texts = [
        Labelled(str(n), text, c)
        for n, (text, c) in enumerate([("水", "a"), ("水", "a"), ("火", "b"), ("", "b")])
    ]
    found = scores(Baseline("m", {"a": ["水"], "b": ["火"]}), texts)
    assert found["by_category"] == {"a": 1.0, "b": 0.6667}
    assert (found["macro_f1"], found["accuracy"]) == (0.8333, 0.75)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,title,text\n1,a,b\n", "category: no such column"),
        ("id,title,text,category\n1,,,x\n", "bad.csv:2: id, category or text is empty"),
        ("id,title,text,category\n1,a,b,x\n", "fewer than two categories"),
    ],
)
def test_bad_files_are_named(tmp_path, content, said):
    bad = tmp_path / "bad.csv"
    bad.write_text(content, encoding="utf-8")
    ended = run("train", bad, "--out", tmp_path / "m.json.gz")
    assert ended.exit_code == 1
    assert said in ended.output
