"""The public names and how they are called: what thousands of recipes rely on.

Module to name to what it must be. A text that starts with "(" is the signature, without type hints;
another text is the repr of a constant; None stands for "it exists". Names with a dot are members of
a class. Only ever add rows, and parameters at the end with a default: everything else breaks code.
"""

from __future__ import annotations

STREAM_ARGS = (
    "loader=None, rehash=False, dedup=False, input_key=None, skip_invalid=True",
    "(source='-', api=None, loader=None, rehash=False, dedup=False, input_key=None, "
    "skip_invalid=True, is_binary=None)",
)
SUGGESTION_ARGS = "batch_size=None, show_progress_bar=False, progress_bar_total=None)"
SET_HASHES = (
    "(task, input_keys=('text', 'image', 'html', 'input'), "
    "task_keys=('spans', 'label', 'options', 'arcs'), "
    "ignore=('score', 'rank', 'model', 'source', 'pattern', 'priority', 'path', '_view_id', "
    "'_session_id', '_annotator_id', 'answer'), overwrite=False)"
)
CONTROLLER = (
    "(dataset, view_id, stream, update=None, db=None, progress=None, on_load=None, on_exit=None, "
    "before_db=None, validate_answer=None, get_session_id=None, exclude=None, config=None, "
    "metrics=None, *, task_router=None, session_factory=None, event_hooks=None, name=None, "
    "config_overrides=None, start_page=None)"
)
ARG = "(option=None, short=None, help=None, converter=None, count=False)"
REGISTRY: dict[str, str | None] = {
    "Arg": ARG,
    "Controller": CONTROLLER,
    "get_recipe": "(name, path=None)",
    "list_recipes": "()",
    "recipe": "(name, /, **annotations)",
    "recipe_args": None,
    "set_recipe": "(name, func)",
}
STREAM: dict[str, str | None] = {
    "STREAM_PLACEHOLDER": "STREAM_PLACEHOLDER",
    "Stream": "(source, wrappers=())",
    "get_stream": f"(source='-', {STREAM_ARGS[0]}, is_binary=None, api=None, **kwargs)",
}
PREPROCESS: dict[str, str | None] = {
    "add_answer": "(stream, answer='accept')",
    "add_label_options": "(stream, label=None, *, labels=None)",
    "add_labels_to_stream": "(stream, labels)",
    "add_tokens": "(nlp, stream, skip=False, overwrite=False, use_chars=False)",
    "add_view_id": "(stream, view_id)",
    "convert_options_to_cats": "(stream, labels=None, exclusive=False)",
    "fetch_images": None,
    "fetch_media": "(stream, input_keys, skip=False)",
    "fetch_task_media": "(task, input_key, skip=False)",
    "get_llm_task": "(nlp, component='llm')",
    "get_token": "(token, i)",
    "get_tokens": "(doc)",
    "make_ner_suggestions": f"(stream, nlp, component, labels, {SUGGESTION_ARGS}",
    "make_raw_doc": "(nlp, eg)",
    "make_spancat_suggestions": f"(stream, nlp, component, labels, {SUGGESTION_ARGS}",
    "make_textcat_suggestions": f"(stream, nlp, component, labels, threshold, {SUGGESTION_ARGS}",
    "msg": None,
    "resolve_labels": "(nlp, component, recipe_labels=None)",
    "set_hashes": SET_HASHES,
    "split_sentences": "(nlp, stream, text_key='text', batch_size=32, min_length=False)",
    "split_spans": "(stream, labels=None)",
    "split_tokens": "(nlp, stream)",
    "tokenize_example": "(eg, doc)",
}
DATABASE: dict[str, str | None] = {
    "__contains__": "(self, name)",
    "__len__": "(self)",
    "add_dataset": "(self, name, meta=None, session=False)",
    "add_examples": "(self, examples, datasets=(), *, is_durable=True, **kwargs)",
    "add_to_exports": "(self, examples, base_path)",
    "add_to_trash": "(self, examples, base_path)",
    "close": "(self)",
    "count_dataset": "(self, name, session=False)",
    "datasets": None,
    "drop_dataset": "(self, name, batch_size=None)",
    "drop_examples": "(self, ids, by='task_hash')",
    "export_collection": "(self, names)",
    "export_session": "(self, session_id)",
    "export_sessions": "(self, session_ids)",
    "get_dataset": "(self, name, default=None, session=False)",
    "get_dataset_examples": "(self, name, default=None)",
    "get_dataset_page": "(self, name, page_number, page_size)",
    "get_dataset_sessions": "(self, name)",
    "get_examples": "(self, ids, by='task_hash')",
    "get_input_hashes": "(self, *names)",
    "get_meta": "(self, name)",
    "get_sessions_examples": "(self, session_ids=None)",
    "get_task_hashes": "(self, *names)",
    "iter_dataset_examples": "(self, name, default=None)",
    "link": "(self, dataset_name, example_ids)",
    "reconnect": "(self)",
    "save": "(self)",
    "sessions": None,
    "set_meta": "(self, name, meta)",
    "trash_collection": "(self, names)",
    "trash_session": "(self, session_id)",
    "trash_sessions": "(self, session_ids)",
    "unlink": "(self, dataset)",
    "write_examples": "(self, path, examples)",
}
SESSION = (
    "(session_id, stream, batch_size=10, answered_input_hashes=None, answered_task_hashes=None, "
    "total_annotated=0, target_annotated=0)"
)
PATTERN_MATCHER = (
    "(nlp, label_span=True, label_task=False, combine_matches=False, all_examples=False, "
    "filter_labels=None, task_hash_keys=None, prior_correct=2.0, prior_incorrect=2.0, "
    "allow_overlap=False)"
)
SORTER = "(stream, bias=0.0, algorithm='ema')"


def _exist(names: str) -> dict[str, str | None]:
    return dict.fromkeys(names.split())


PUBLIC_API: dict[str, dict[str, str | None]] = {
    "prodigy": {
        **REGISTRY,
        **_exist("ControllerComponentsDict __version__ app components core util"),
        "get_config": "()",
        "get_loader": "(loader_id=None, file_path=None)",
        "get_schema": "(view_id, json=True)",
        "get_stream": STREAM_ARGS[1],
        "log": "(message, details=None)",
        "serve": "(command, *args, block=True, **config)",
        "set_hashes": SET_HASHES,
    },
    "prodigy.core": {
        **REGISTRY,
        "Controller.add_session": "(self, session)",
        "Controller.confirm_session": "(self, session_id)",
        "Controller.from_components": "(name, components, config_overrides=None)",
        "Controller.get_progress": "(self, session_id=None)",
        "Controller.get_questions": "(self, session_id=None, excludes=None)",
        "Controller.get_session_name": "(self, name)",
        "Controller.get_total_by_session": "(self, session_id)",
        "Controller.progress": None,
        "Controller.queue": None,
        "Controller.receive_answers": (
            "(self, answers, session_id=None, batch_id=None, withdrawals=None)"
        ),
        "Controller.reset_stream": "(self, new_stream, apply_wrappers=False, "
        "prepend_old_wrappers=False)",
        "Controller.save": "(self)",
        "Controller.session_annotated_by_session": None,
        "Controller.session_ids": None,
    },
    "prodigy.errors": {
        "ProdigyError": "(title='', text=None)",
        "RecipeError": "(title='', text=None)",
    },
    "prodigy.types": _exist(
        "CorefExample DepExample ExamplesType ExistingFilePath LabelsType LogLevel NerExample "
        "PathInputType PatternsType PosExample RecipeSettingsType RelationsExample "
        "ScoredStreamType SentExample SourceType SpanType SpancatExample SpansExample StreamType "
        "TaskType TextcatExample ViewId"
    ),
    "prodigy.protocols": _exist(
        "ControllerComponentsDict ControllerUpdateProtocol ProgressProtocol "
        "RecipeEventHookProtocol SessionFactoryProtocol TaskRouterProtocol"
    ),
    "prodigy.structured_types": {"get_input_hash": "(item)", "get_task_hash": "(item)"},
    "prodigy.util": {
        **_exist("MSG PRODIGY_HOME msg"),
        "ANNOTATOR_ID_ATTR": "'_annotator_id'",
        "BINARY_ATTR": "'_is_binary'",
        "COREF_DEFAULT_PREFIX": "'coref_clusters'",
        "DEFAULT_LLM_BATCH_SIZE": "3",
        "EVAL_PREFIX": "'eval:'",
        "IGNORE_HASH_KEYS": "('score', 'rank', 'model', 'source', 'pattern', 'priority', 'path', "
        "'_view_id', '_session_id', '_annotator_id', 'answer')",
        "INPUT_HASH_ATTR": "'_input_hash'",
        "INPUT_HASH_KEYS": "('text', 'image', 'html', 'input')",
        "NER_DEFAULT_INCORRECT_KEY": "'incorrect_spans'",
        "SESSION_ID_ATTR": "'_session_id'",
        "SPANCAT_DEFAULT_KEY": "'sc'",
        "TASK_HASH_ATTR": "'_task_hash'",
        "TASK_HASH_KEYS": "('spans', 'label', 'options', 'arcs')",
        "TIMESTAMP_ATTR": "'_timestamp'",
        "VIEW_ID_ATTR": "'_view_id'",
        "b64_to_bytes": "(data_uri)",
        "b64_uri_to_bytes": "(data_uri)",
        "bytes_to_b64": "(data, mimetype)",
        "color": "(text, fg=None, bg=None, bold=False, underline=False)",
        "combine_models": "(one, two, batch_size=32)",
        "copy_nlp": "(nlp)",
        "ensure_path": "(path)",
        "export_model_data": "(path, nlp, examples, evals)",
        "file_to_b64": "(file_path, mimetype=None)",
        "get_config": "()",
        "get_hash": "(task, prefix='', keys=(), ignore=())",
        "get_labels": "(labels_data)",
        "get_print": "(silent=False)",
        "get_seeds": "(seeds)",
        "get_seeds_from_set": "(name, examples)",
        "get_timestamp_session_id": "()",
        "img_to_b64_uri": "(data, mimetype)",
        "import_file": "(path)",
        "is_url": "(value)",
        "load_model": "(name, **settings)",
        "load_spacy_model": "(name, **settings)",
        "log": "(message, details=None)",
        "print_stats": "(title, data)",
        "prints": "(*texts, title=None, exits=None, **_)",
        "read_json": "(path)",
        "read_jsonl": "(path, skip=False)",
        "read_txt": "(path)",
        "set_hashes": SET_HASHES,
        "split_evals": "(examples, eval_split=None)",
        "split_string": "(text)",
        "write_json": "(path, data, indent=2)",
        "write_jsonl": "(path, lines, append=False, append_new_line=True)",
    },
    "prodigy.stream": STREAM,
    "prodigy.preprocess": PREPROCESS,
    "prodigy.components": _exist(
        "Session db decorators filters loaders metrics openai preprocess printers routers session "
        "sorters stream validate"
    ),
    "prodigy.components.stream": {
        **STREAM,
        "Stream.apply": "(self, wrapper, *args, **kwargs)",
        "Stream.from_iterable": "(iterable)",
        "Stream.is_empty": None,
        "Stream.peek": "(self)",
        "Stream.progress": None,
        "_source_is_dataset": "(source, loader=None)",
    },
    "prodigy.components.source": _exist("Source make_source"),
    "prodigy.components.session": {
        "Session": SESSION,
        "Session.get_questions": "(self, n=None, excludes=(), other_sessions=(), steal_work=False)",
        "Session.id": None,
        "Session.is_seen": "(self, task, exclude_by='task')",
        "Session.iter_open": "(self)",
        "Session.progress": None,
        "Session.receive_answers": "(self, answers)",
        "Session.steal_work": "(self, n, other_sessions, exclude_by='task', queued_is_free=False, "
        "may_take_waiting=None)",
    },
    "prodigy.components.loaders": {
        **_exist("Audio AudioServer GitHub Guardian ImageServer Images NewYorkTimes NewsAPI"),
        **_exist("Pages Parquet Reddit Tumblr Twitter Unsplash Video VideoServer Zeit"),
        "CSV": "(f, delimiter=',')",
        "JSON": "(f)",
        "JSONL": "(f)",
        "TXT": "(f)",
        "get_loader": "(loader_id=None, file_path=None)",
        "get_stream": STREAM_ARGS[1],
    },
    "prodigy.components.preprocess": PREPROCESS,
    "prodigy.components.sorters": {
        "ExpMovingAverage": "(stream)",
        "Probability": "(stream)",
        "find_with_terms": "(stream, terms, at_least=10, at_most=1000, give_up_after=10000)",
        "prefer_high_scores": SORTER,
        "prefer_low_scores": SORTER,
        "prefer_uncertain": SORTER,
    },
    "prodigy.components.filters": {
        "filter_duplicates": "(stream, by_input=False, by_task=True)",
        "filter_empty": "(stream, key, skip=True)",
        "filter_inputs": "(stream, input_ids)",
        "filter_seen_before": "(stream, stream_cache, exclude_by='input')",
        "filter_tasks": "(stream, task_ids)",
    },
    "prodigy.components.routers": {
        "full_overlap": "(ctrl, session_id, item)",
        "log_router": "(hash_attr, item_hash, annotators)",
        "no_overlap": "(ctrl, session_id, item)",
        "route_average_per_task": "(n)",
    },
    "prodigy.components.validate": {
        "Validator": "(view_id)",
        "Validator.check": "(self, task)",
        "get_schema": "(view_id, json=True)",
        "validate": "(schema, obj, error_msg=None)",
    },
    "prodigy.components.decorators": {"support_both_streams": "(stream_arg='stream')"},
    "prodigy.components.printers": {
        "answers": "(counts)",
        "get_compare_printer": "(name_a, name_b)",
        "ner_result": "(stats, best=None, baseline=None)",
        "pretty_print": "(examples, style='auto')",
        "pretty_print_ner": "(examples)",
        "pretty_print_tc": "(examples)",
        "pretty_print_textcat": "(examples)",
        "tc_result": "(stats)",
    },
    "prodigy.components.openai": _exist("GLOBAL_STYLE"),
    "prodigy.components.db": {
        **_exist("Dataset Example Link"),
        "Database": "(db, display_id='custom', display_name=None)",
        **{f"Database.{name}": signature for name, signature in DATABASE.items()},
        "connect": "(db_id=None, db_settings=None)",
        "get_db": "(db_id=None, db_settings=None)",
        "set_db": "(db)",
    },
    "prodigy.components.metrics": {
        "collect_annotations": "(examples, *, required=('answer',), annotators=None)",
        "get_alpha": "(units)",
        "get_gwet_ac2": "(units, *, weights='identity', categories=None)",
        "get_cohen_kappa": "(first, second, *, weights='identity', categories=None)",
        "get_percent_agreement": "(units)",
        "measure_pair_agreement": (
            "(first, second, *, weights='identity', categories=None, items=None, **settings)"
        ),
        "measure_agreement": "(values)",
        "measure_span_agreement": "(annotations, *, labels=None, partial=False, iou=0.5)",
    },
    "prodigy.models.matcher": {
        "PatternMatcher": PATTERN_MATCHER,
        "PatternType": None,
        "PatternMatcher.__call__": "(self, stream, batch_size=32)",
        "PatternMatcher.add_patterns": "(self, patterns)",
        "PatternMatcher.from_bytes": "(self, data)",
        "PatternMatcher.from_disk": "(self, path, default_label=None)",
        "PatternMatcher.matchers": None,
        "PatternMatcher.to_bytes": "(self)",
        "PatternMatcher.to_disk": "(self, path)",
        "PatternMatcher.update": "(self, examples)",
    },
    "prodigy.models.ner": {
        **_exist("BeamEntityRecognizer"),
        "EntityRecognizer": "(nlp, label=None, *, component='ner', beam_width=16, seed=0)",
        "EntityRecognizer.__call__": "(self, stream, batch_size=32)",
        "EntityRecognizer.evaluate": "(self, examples)",
        **_exist("EntityRecognizer.from_bytes EntityRecognizer.from_disk"),
        **_exist("EntityRecognizer.make_best EntityRecognizer.orig_nlp"),
        **_exist("EntityRecognizer.to_bytes EntityRecognizer.to_disk"),
        "EntityRecognizer.update": "(self, examples, drop=0.0, batch_size=None)",
        "ensure_sentencizer": "(nlp)",
        "guess_batch_size": "(n_examples)",
        "merge_spans": "(examples)",
    },
    "prodigy.models.textcat": {
        "TextClassifier": "(nlp, labels=None, pipe_name_or_component=None, long_text=False, *, "
        "seed=0)",
        "TextClassifier.__call__": "(self, stream, batch_size=32)",
        "TextClassifier.evaluate": "(self, examples, threshold=0.5)",
        "TextClassifier.update": "(self, examples, drop=0.0, batch_size=None)",
        "infer_exclusive": "(nlp, component)",
    },
    "prodigy.app": {
        "_shared_get_questions": "(session_id=None, excludes=())",
        "app": None,
        "get_health": "()",
        "server": "(controller, config=None, on_start=None)",
        "set_controller": "(controller, config=None)",
        "version": "()",
    },
    "prodigy.recipes.audio": _exist("manual transcribe"),
    "prodigy.recipes.commands": _exist(
        "db_in db_merge db_out drop print_dataset print_stream progress stats"
    ),
    "prodigy.recipes.coref": _exist(
        "DEFAULT_LABELS DEFAULT_NER_LABELS DEFAULT_POS DEFAULT_POSS_PRON NP_LABEL manual"
    ),
    "prodigy.recipes.data_utils": {
        **_exist("create_coref_reader create_merged_corpus create_ner_reader"),
        **_exist("create_parser_reader create_senter_reader create_spancat_reader"),
        **_exist("create_tagger_reader create_textcat_reader get_datasets_from_cli"),
        "get_datasets_from_cli_eval": "(ner=(), textcat=(), textcat_multilabel=(), tagger=(), "
        "senter=(), parser=(), spancat=(), coref=())",
        "merge_corpus": "(nlp, pipes, *, eval_split=0.2)",
    },
    "prodigy.recipes.dep": _exist("correct teach"),
    "prodigy.recipes.generic": _exist("compare filter_by_patterns mark match print_dataset"),
    "prodigy.recipes.image": _exist("image_manual"),
    "prodigy.recipes.metric": _exist("iaa_binary iaa_doc iaa_span"),
    "prodigy.recipes.ner": {
        **_exist("batch_train correct eval_ab make_gold manual match model_annotate print_stream"),
        **_exist("silver_to_gold teach"),
        "get_labels_from_ner": "(nlp, component='ner')",
        **_exist("get_ner_labels get_update preprocess_stream"),
        "remove_tokens": "(answers)",
    },
    "prodigy.recipes.pos": _exist("correct get_pos_labels make_gold preprocess_stream teach"),
    "prodigy.recipes.rel": _exist("NP_LABEL check_nlp manual preprocess_stream"),
    "prodigy.recipes.review": _exist("review"),
    "prodigy.recipes.sent": _exist("SENT_START_LABEL correct preprocess_stream teach"),
    "prodigy.recipes.spans": _exist(
        "add_tokens correct get_span_labels get_update manual model_annotate preprocess_stream"
    ),
    "prodigy.recipes.terms": _exist("teach to_patterns"),
    "prodigy.recipes.train": {
        **_exist("RECIPE_ARGS data_to_spacy spacy_config train train_curve"),
        "set_log_level": None,
        "setup_gpu": None,
    },
    "prodigy.recipes.textcat": _exist(
        "add_label_options add_labels_to_stream correct get_textcat_labels get_update manual "
        "model_annotate preprocess_stream teach"
    ),
}

# Key of recipe_args: all of them have to be there.
RECIPE_ARGS = (
    "set_id output_file view seeds diff answer dataset source api exclude spacy_model loader label "
    "label_set patterns unsegmented long_text memorize init_model output factor dropout n_iter "
    "batch_size eval_id eval_split entity_label silent no_print"
).split()
