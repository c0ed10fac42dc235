"""Unpickles weights, and nothing else: no file can make this module call what it likes.

A ``.pt`` file is a pickle, which by its nature may call any function by name. Ultralytics' files
hold whole modules and not only tensors, so torch's ``weights_only`` refuses them unless their
classes are declared safe, and then it would also call those classes with arguments from the file
(one of which Ultralytics evaluates). Here a class is only ever a token: modules are made empty and
filled with data, three functions that build tensors may be called, and any other name is refused.

``torch.load`` takes what ``of_archive`` makes as its ``pickle_module``.
"""

from __future__ import annotations

import collections
import importlib
import pickle
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import nn

# What a checkpoint has beside its modules, and inference does not need: losses, metrics, paths.
_IGNORED = ("ultralytics.utils.", "pathlib.", "datetime.")
# How numpy's arrays and numbers are written, in its versions 1 and 2.
_NUMPY = {
    f"numpy.{name}"
    for core in ("core", "_core")
    for name in (
        f"{core}.multiarray._reconstruct",
        f"{core}.multiarray.scalar",
        f"{core}.numeric._frombuffer",
        "ndarray",
        "dtype",
    )
}
_MODULES = ("torch.nn.modules.", "ultralytics.nn.modules.", "ultralytics.nn.tasks")


def _parameter(data: torch.Tensor, requires_grad: bool = False, *_rest: object) -> nn.Parameter:
    return nn.Parameter(data, requires_grad=bool(requires_grad))


def _tensor(storage: Any, offset: int, size: Any, stride: Any, *_rest: object) -> torch.Tensor:
    return torch._utils._rebuild_tensor_v2(storage, offset, size, stride, False, {})


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "torch._utils._rebuild_tensor_v2": _tensor,
    "torch._utils._rebuild_parameter": _parameter,
    "torch.Size": torch.Size,
    "collections.OrderedDict": lambda *pairs: collections.OrderedDict(*pairs[:1]),
    "builtins.set": lambda values=(): set(values),
}
_DTYPES = {f"torch.{name}" for name in ("float16", "float32", "float64", "bfloat16", "int64")}


class RefusedError(pickle.UnpicklingError):
    """The file asks for something that loading weights does not need; ``names`` says for what."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Function:
    """Stands for a function that may be called; cannot be called by itself."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self.apply = call


class _Module:
    """Stands for a class of modules; cannot be called, only made empty."""

    def __init__(self, kind: type[nn.Module]) -> None:
        self.kind = kind


class Ignored:
    """Stands for whatever inference does not need."""

    def append(self, _value: object) -> None:
        """Lists of ignored kinds stay empty."""

    def __setitem__(self, _key: object, _value: object) -> None:
        """Mappings of ignored kinds stay empty."""


class _Ignored:
    """Stands for a class or function of such."""


def _look_up(module: str, name: str) -> Any:
    full = f"{module}.{name}"
    if full in _FUNCTIONS:
        return _Function(_FUNCTIONS[full])
    if full in _DTYPES:
        return getattr(torch, name)
    if module.startswith(_MODULES) and "." not in name:
        try:
            kind = getattr(importlib.import_module(module), name, None)
        except ImportError:
            kind = None
        if isinstance(kind, type) and issubclass(kind, nn.Module):
            return _Module(kind)
    elif f"{module}.".startswith(_IGNORED) or full in _NUMPY or module == "numpy.dtypes":
        return _Ignored()
    raise RefusedError(full)


if TYPE_CHECKING:

    class _Unpickler:
        """What is used here of the class below, which has no types."""

        dispatch: ClassVar[dict[int, Callable[..., None]]]
        stack: list[Any]

        def __init__(self, file: Any, **options: Any) -> None: ...
        def load(self) -> Any: ...
        def append(self, value: Any) -> None: ...
        def persistent_load(self, pid: Any) -> Any: ...

else:
    _Unpickler = pickle._Unpickler


class Unpickler(_Unpickler):
    """The standard library's own unpickler in Python, with what it may make taken in hand."""

    dispatch: ClassVar[dict[int, Callable[..., None]]] = dict(_Unpickler.dispatch)

    def find_class(self, module: str, name: str) -> Any:
        # Python 2's name, which the pickle protocol of these files still uses.
        return _look_up("builtins" if module == "__builtin__" else module, name)

    def get_extension(self, code: int) -> None:
        raise RefusedError(f"extension {code}")

    def load_reduce(self) -> None:
        arguments = self.stack.pop()
        self.stack[-1] = self._call(self.stack[-1], arguments)

    def load_newobj(self) -> None:
        arguments = self.stack.pop()
        self.stack[-1] = self._make(self.stack[-1], arguments)

    def load_newobj_ex(self) -> None:
        self.stack.pop()
        self.load_newobj()

    def load_obj(self) -> None:
        raise RefusedError("an object made by an old protocol")

    load_inst = load_obj

    def load_build(self) -> None:
        state = self.stack.pop()
        made = self.stack[-1]
        if isinstance(made, nn.Module) and isinstance(state, dict):
            nn.Module.__setstate__(made, state)
        elif not isinstance(made, (Ignored, collections.OrderedDict)):
            raise RefusedError(f"a state for {type(made).__name__}")

    def _call(self, token: Any, arguments: Any) -> Any:
        if isinstance(token, _Function):
            return token.apply(*arguments)
        if isinstance(token, _Ignored):
            return Ignored()
        raise RefusedError(self._name(token))

    def _make(self, token: Any, arguments: Any) -> Any:
        if isinstance(token, _Module) and not arguments:
            kind: Any = token.kind
            return kind.__new__(kind)
        if isinstance(token, (_Function, _Ignored)):
            return self._call(token, arguments)
        raise RefusedError(self._name(token))

    def record_bytes(self, _key: str) -> int | None:
        """Size of a storage's record in the archive; ``None`` where it is not known."""
        return None

    def load_binpersid(self) -> None:
        pid = self.stack.pop()
        if not isinstance(pid, tuple) or len(pid) != 5 or pid[0] != "storage":
            raise RefusedError(f"{type(pid).__name__} in place of a storage")
        _, kind, key, _, count = pid
        size = 1 if kind is torch.UntypedStorage else torch._utils._element_size(kind.dtype)
        record = self.record_bytes(key)
        # PyTorch itself would take what lies behind a record in memory for numbers of it.
        if not isinstance(count, int) or count < 0 or (record or 0) < count * size:
            raise pickle.UnpicklingError(f"a storage of {count} numbers is cut short")
        self.append(self.persistent_load(pid))

    @staticmethod
    def _name(token: Any) -> str:
        kind = token.kind if isinstance(token, _Module) else type(token)
        return f"{kind.__module__}.{kind.__qualname__}(…)"

    dispatch[pickle.REDUCE[0]] = load_reduce
    dispatch[pickle.NEWOBJ[0]] = load_newobj
    dispatch[pickle.NEWOBJ_EX[0]] = load_newobj_ex
    dispatch[pickle.OBJ[0]] = load_obj
    dispatch[pickle.INST[0]] = load_obj
    dispatch[pickle.BUILD[0]] = load_build
    dispatch[pickle.BINPERSID[0]] = load_binpersid


def of_archive(path: str) -> Any:
    """What ``torch.load`` takes as its ``pickle_module`` for an archive.

    :raises RefusedError: when the archive is a program of TorchScript, which runs as it is loaded.
    """
    reader = torch._C.PyTorchFileReader(path)
    # By the reader that torch.load uses: others may see another archive in the same bytes.
    if "constants.pkl" in reader.get_all_records():
        raise RefusedError("TorchScript")

    class OfArchive(Unpickler):
        def record_bytes(self, key: str) -> int | None:
            name = f"data/{key}"
            return len(reader.get_record(name)) if reader.has_record(name) else None

    def load(file: Any, **options: Any) -> Any:
        return OfArchive(file, **options).load()

    return SimpleNamespace(
        __name__=__name__, Unpickler=OfArchive, UnpicklingError=pickle.UnpicklingError, load=load
    )
