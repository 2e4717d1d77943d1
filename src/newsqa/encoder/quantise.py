"""An exported model's matrix multiplications in int8."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

# Weights of the layers that widen or keep a vector: 7 bits, because without VNNI a CPU adds two products of 8 bits and
# 8 in 16, which overflow; 255 * 64 * 2 does not.
_WIDE_LEVELS = 64
# Weights of the layers that narrow one, whose inputs vary most: 8 bits, and inputs too, with a scale per so many.
_NARROW_LEVELS, _BLOCK = 127, 128
_MICROSOFT = "com.microsoft"
# Of MatMulNBits: inputs are quantised to int8, each token's by itself.
_INT8_INPUTS = 4
_ZERO_POINT = 128

Arrays = dict[str, NDArray[np.generic]]


def narrows(k: int, n: int) -> bool:
    """Whether a matrix, [k, n], narrows its input, as the second layer of a feed-forward block does."""
    return k > n


def quantise(model: onnx.ModelProto, in_blocks: Callable[[int, int], bool] = narrows) -> None:
    """Turn every product with a constant matrix into one of int8, in place.

    A matrix that narrows its input is quantised in blocks; any other by its columns, and its input by one scale for
    all of the text's tokens, found when it runs.

    Args:
        model: in float32.
        in_blocks: which matrices, [k, n], are quantised in blocks (docs/decisions/011).
    """
    graph = model.graph
    constants = {constant.name: constant for constant in graph.initializer}
    nodes: list[onnx.NodeProto] = []
    made: Arrays = {}
    inputs: set[str] = set()
    for node in graph.node:
        weights = constants.get(node.input[1]) if node.op_type == "MatMul" else None
        if weights is None or len(weights.dims) != 2:
            nodes.append(node)
        elif in_blocks(*weights.dims):
            nodes.append(_narrow(node, numpy_helper.to_array(weights), made))
        else:
            if node.input[0] not in inputs:
                inputs.add(node.input[0])
                nodes.append(helper.make_node("DynamicQuantizeLinear", [node.input[0]], _quantised(node.input[0])))
            nodes += _wide(node, numpy_helper.to_array(weights), made)
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [constant for constant in graph.initializer if constant.name in used]
    del graph.initializer[:]
    graph.initializer.extend([*kept, *(numpy_helper.from_array(array, name) for name, array in made.items())])
    model.opset_import.append(helper.make_opsetid(_MICROSOFT, 1))


def _quantised(name: str) -> list[str]:
    """Return what an input's quantised values, their scale and zero point are called."""
    return [f"{name}_{part}" for part in ("int8", "scale", "zero")]


def _wide(node: onnx.NodeProto, weights: NDArray[np.float32], made: Arrays) -> list[onnx.NodeProto]:
    """Return nodes for a product, [t, k] by [k, n], whose weights have a scale per column."""
    values, scale, zero = _quantised(node.input[0])
    own_values, own_scale, own_zero = _quantised(node.input[1])
    scales = np.abs(weights).max(axis=0) / _WIDE_LEVELS
    scales[scales == 0] = 1
    made[own_values] = np.rint(weights / scales).astype(np.int8)
    made[own_scale] = scales.astype(np.float32)
    made[own_zero] = np.zeros(len(scales), dtype=np.int8)
    (result,) = node.output
    return [
        helper.make_node("MatMulInteger", [values, own_values, zero, own_zero], [f"{result}_int32"]),
        helper.make_node("Cast", [f"{result}_int32"], [f"{result}_float"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", [scale, own_scale], [f"{result}_scale"]),
        helper.make_node("Mul", [f"{result}_float", f"{result}_scale"], [result]),
    ]


def _narrow(node: onnx.NodeProto, weights: NDArray[np.float32], made: Arrays) -> onnx.NodeProto:
    """Return a node for a product, [t, k] by [k, n], whose weights have a scale per column and block."""
    own_values, own_scale, _ = _quantised(node.input[1])
    k, n = weights.shape
    count = -(-k // _BLOCK)
    padded = np.zeros((count * _BLOCK, n), dtype=np.float32)
    padded[:k] = weights
    blocks = padded.T.reshape(n, count, _BLOCK)
    scales = np.abs(blocks).max(axis=2, keepdims=True) / _NARROW_LEVELS
    scales[scales == 0] = 1
    made[own_values] = (np.rint(blocks / scales) + _ZERO_POINT).astype(np.uint8)
    made[own_scale] = scales.reshape(-1).astype(np.float32)
    return helper.make_node(
        "MatMulNBits", [node.input[0], own_values, own_scale], list(node.output), domain=_MICROSOFT,
        K=k, N=n, bits=8, block_size=_BLOCK, accuracy_level=_INT8_INPUTS,
    )  # fmt: skip
