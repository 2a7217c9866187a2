"""Readers of the code as text, for tests/test_architecture.py: imports, calls that write, file sizes."""

import ast
import re
from functools import cache
from pathlib import Path

WRITES = {
    "create", "get_or_create", "update_or_create", "bulk_create", "update", "bulk_update", "delete", "save",
}  # fmt: skip
ANY = re.compile(r"\bAny\b")


def modules(root, packages):
    """Return the modules of the packages under root as {dotted name: path}.

    Packages are named without __init__.
    """
    found = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name, path):
    """Return the dotted names that a module imports anywhere: also relative imports and import_module().

    `from a import b` counts as `a.b`, because b may be a module. Zones are prefixes, so this is harmless.
    """
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return imports_in(path.read_text(), package)


@cache  # many rules ask about each module
def imports_in(text, package):
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = absolute(package, node.level, node.module)
            found |= {f"{source}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and last_name(node.func) in {"import_module", "__import__"}:
            found |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    return frozenset(found)


def absolute(package, level, module):
    """Return the dotted name of the module in `from … import`; level is the number of its leading dots."""
    if not level:
        return module
    parents = package.split(".")
    base = parents[: len(parents) - level + 1]
    return ".".join([*base, module] if module else base)


def last_name(node):
    """Return the last name of an expression: `b` for both `b` and `a.b`."""
    return getattr(node, "attr", None) or getattr(node, "id", None)


def is_within(name, zone):
    return name == zone or name.startswith(f"{zone}.")


def zone_of(name, zones):
    """Return the longest of the zones (dotted prefixes) that contain a module, or ""."""
    return max((zone for zone in zones if is_within(name, zone)), key=len, default="")


def forbidden_imports(root, packages, table):
    """Return the imports that the table of "zone: zones that it may import" forbids, a line each.

    A zone may import itself and everything outside the packages. Permission to import a zone includes its
    parts. The row of a top-level package is about its __init__ only.
    """
    found = []
    for name, path in modules(root, packages).items():
        zone = zone_of(name, table)
        if not zone or (zone in packages and name not in packages):
            found.append(f"{name} is in no row of the table")
            continue
        for target in sorted(imports(name, path)):
            is_ours = target.split(".")[0] in packages
            own = () if zone in packages else (zone,)
            if is_ours and not any(is_within(zone_of(target, table), may) for may in (*own, *table[zone])):
                found.append(f"{name} imports {target}")
    return found


def importers(root, packages, of):
    """Return (module, imported name) for each import of one of the given dotted prefixes."""
    return [
        (name, target)
        for name, path in modules(root, packages).items()
        for target in sorted(imports(name, path))
        if any(is_within(target, prefix) for prefix in of)
    ]


def private_imports(root, packages):
    """Return (module, imported name) for each import of a private module or name of a library."""
    return [
        (name, target)
        for name, path in modules(root, packages).items()
        for target in sorted(imports(name, path))
        if target.split(".")[0] not in packages and any(map(is_private, target.split(".")))
    ]


def is_private(part):
    """Return whether a part of a dotted name marks it as private: `internal` or `_queries`."""
    return part == "internal" or (part.startswith("_") and not part.startswith("__"))


def makers(root, packages, models):
    """Return (module, line) for each call that creates an object of the models, saved or not."""
    return calls(root, packages, lambda name, chain: name in models)


def writers(root, packages, models, relations):
    """Return (module, line) for each call that writes rows of the models, as far as the code shows it.

    Recognises `Model.objects….update(…)`, `Model(…).save()` and `anything.relation….create(…)`.
    """

    def is_write(name, chain):
        return chain[0] in WRITES and bool(models & set(chain) or relations & set(chain[1:]))

    return calls(root, packages, is_write)


def calls(root, packages, is_wanted):
    return [
        (module, line)
        for module, path in modules(root, packages).items()
        for line, name, chain in calls_in(path.read_text())
        if is_wanted(name, chain)
    ]


@cache
def calls_in(text):
    """Return (line, last name, names in the chain) of each call."""
    return [
        (node.lineno, last_name(node.func), names_in_chain(node.func))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
    ]


def names_in_chain(node):
    """Return the names in a chain of calls and attributes, last first.

    `Edition.objects.filter(…).update` gives ["update", "filter", "objects", "Edition"].
    """
    names = []
    while True:
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Name):
            return [*names, node.id]
        else:
            return [*names, ""]


def any_in_signatures(root, packages):
    """Return the public functions with `Any` in an annotation that another package imports, a line each.

    A package is a folder directly in one of the packages, or one of them for the modules in no such folder.
    An import of a module counts for each of its functions, and an import of a class for each of its methods.
    """
    paths = modules(root, packages)
    importing = _packages_that_import(paths)
    return [
        f"{name}.{function}: line {line}"
        for name, path in paths.items()
        for function, line in functions_with_any(path.read_text())
        if any(
            importing.get(target, set()) - {package_of(name, paths)}
            for target in (name, f"{name}.{function.partition('.')[0]}")
        )
    ]


def package_of(name, paths):
    """The folder directly in a root package that a module lies in, or else the root package."""
    folder = ".".join(name.split(".")[:2])
    return folder if folder in paths and paths[folder].name == "__init__.py" else name.partition(".")[0]


def _packages_that_import(paths):
    """Return {dotted name: packages that import it}, also by the name of a module that imports it itself."""
    targets = {name: imports(name, path) for name, path in paths.items()}
    sources = {}
    for name, imported in targets.items():
        for target in imported:
            sources.setdefault(f"{name}.{target.rpartition('.')[2]}", target)
    importing = {}
    for name, imported in targets.items():
        for target in imported:
            seen = set()
            while target and target not in seen:
                seen.add(target)
                importing.setdefault(target, set()).add(package_of(name, paths))
                target = sources.get(target)
    return importing


def functions_with_any(text):
    """Return (qualified name, line) of each public function and method with `Any` in an annotation."""
    return [*_functions_with_any(ast.parse(text), "")] if ANY.search(text) else []


def _functions_with_any(node, prefix):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef) and not is_private(child.name):
            yield from _functions_with_any(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not is_private(child.name):
            arguments = [argument for argument in ast.walk(child.args) if isinstance(argument, ast.arg)]
            annotations = [*(argument.annotation for argument in arguments), child.returns]
            if any(ANY.search(ast.unparse(annotation)) for annotation in annotations if annotation):
                yield f"{prefix}{child.name}", child.lineno


def misnamed(root, packages, forbidden):
    """Return the modules whose dotted name contains one of the forbidden names."""
    return [name for name in modules(root, packages) if forbidden & set(name.split("."))]


def oversized(root, limits):
    """Return the files longer than allowed, a line each. limits: {glob: lines}; the first match counts."""
    found, seen = [], set()
    for pattern, limit in limits.items():
        for path in sorted(set(root.glob(pattern)) - seen):
            seen.add(path)
            lines = path.read_text().count("\n")
            if lines > limit:
                found.append(f"{path.relative_to(root)}: {lines} lines, split at {limit}")
    return found


def strangers_in_root(root, allowed):
    """Return the names in the root that are neither allowed there, nor hidden, nor ignored by git."""
    gitignore = Path(root, ".gitignore")
    ignored = set(gitignore.read_text().split()) if gitignore.exists() else set()
    names = {path.name for path in root.iterdir() if f"{path.name}/" not in ignored}
    return sorted(name for name in names - allowed if not name.startswith("."))
