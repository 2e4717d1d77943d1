"""The exceptions: each says what happened, to which file or setting, and what to do."""


class NewsQAError(Exception):
    """Anything that newsqa refuses or fails to do, in one sentence for a person."""


class SettingError(NewsQAError):
    """A setting, flag or argument has a value that cannot be used."""


class QueryError(NewsQAError):
    """A question or one of its filters cannot be used."""


class EncoderError(NewsQAError):
    """The encoder's model cannot be found, loaded or trusted."""


class ExportError(EncoderError):
    """A model that torch runs cannot be exported to ONNX."""


class ArticlesError(NewsQAError):
    """The articles to build from cannot be found, or one asked for is not in the archive."""


def no_article(article_id: str) -> ArticlesError:
    """Return what is raised where an article that is asked for is not in the archive."""
    return ArticlesError(f"{article_id}: the archive holds no article with this id")


class StoreError(NewsQAError):
    """An index folder cannot be read or written."""


class IndexNotFoundError(StoreError):
    """There is no index in the folder."""


class IndexDamagedError(StoreError):
    """The folder's record is there but cannot be trusted."""


class IndexFormatError(StoreError):
    """The record was written in a format that this version does not know."""


class ModelMismatchError(StoreError):
    """The index was built with another encoder than the one asked for."""


class BackupError(StoreError):
    """A backup cannot be read, trusted or written."""


class BuildRunningError(StoreError):
    """Another process is building into the same folder."""


class EvaluationError(NewsQAError):
    """Questions, judgements or results of an evaluation cannot be read, or do not fit together."""


class KeptError(NewsQAError):
    """Kept conversations or feedback cannot be read or written."""


class NotKeptError(KeptError):
    """There is no such conversation, or it is another reader's."""
