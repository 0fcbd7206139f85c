# Texts as JSON strings, one a line, on standard input; on standard output what runs, then for every text a line with
# a JSON list of [start, end, type], in characters. The argument is the directory of a spaCy model; without one only
# the recognisers run that need none.
import json
import sys
from importlib.metadata import version

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

directory = sys.argv[1] if len(sys.argv) > 1 else None
model = spacy.load(directory) if directory else spacy.blank("en")
labels = {
    "PERSON": "PERSON", "NORP": "NRP", "FAC": "LOCATION", "LOC": "LOCATION", "GPE": "LOCATION", "ORG": "ORGANIZATION",
    "DATE": "DATE_TIME", "TIME": "DATE_TIME",
}
ignored = [
    "CARDINAL", "EVENT", "LANGUAGE", "LAW", "MONEY", "ORDINAL", "PERCENT", "PRODUCT", "QUANTITY", "WORK_OF_ART",
]
engine = SpacyNlpEngine(
    models=[{"lang_code": "en", "model_name": "given"}],
    ner_model_configuration=NerModelConfiguration(
        model_to_presidio_entity_mapping=labels, labels_to_ignore=ignored
    ),
)
engine.nlp = {"en": model}
registry = RecognizerRegistry()
registry.load_predefined_recognizers(languages=["en"])
analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])

which = f"{model.meta['lang']}_{model.meta['name']} {model.meta['version']}" if directory else "no model"
print(json.dumps(f"presidio-analyzer {version('presidio-analyzer')}, spaCy {spacy.__version__}, {which}"), flush=True)
for line in sys.stdin:
    found = analyzer.analyze(text=json.loads(line), language="en")
    print(json.dumps([[finding.start, finding.end, finding.entity_type] for finding in found]), flush=True)
