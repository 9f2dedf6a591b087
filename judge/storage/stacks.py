"""The stacks that workers have said they can run: the web process cannot look into the sandbox itself."""

from collections.abc import Iterable

from sqlmodel import Field, Session, SQLModel, select

from judge.domain.problem import StackInfo


class StackRow(SQLModel, table=True):
    """One stack, as pages and authors know it."""

    __tablename__ = "stack"

    name: str = Field(primary_key=True)
    title: str
    language: str


def remember_stacks(session: Session, stacks: Iterable[StackInfo]) -> None:
    """Writes what a worker offers over what was known; nothing is forgotten, since another worker may offer it."""
    for stack in stacks:
        session.merge(StackRow(name=stack.name, title=stack.title, language=stack.language))
    session.flush()


def remembered_stacks(session: Session) -> dict[str, StackInfo]:
    """Every stack by its name."""
    rows = session.exec(select(StackRow).order_by(StackRow.name)).all()
    return {row.name: StackInfo(name=row.name, title=row.title, language=row.language) for row in rows}
