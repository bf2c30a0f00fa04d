"""Bringing the database to its present form, each migration whole or not at all."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

__all__ = ["WholeMigrations", "bring_forward", "is_newer"]


class WholeMigrations(MigrationExecutor):
    """
    Writes down that a migration was applied in the transaction that applies it. Django does so afterwards
    where there are indexes or constraints left to make: a power cut between the two leaves a table that is
    there and a migration that is not, and no later start gets past that.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Apply one migration and write it down, both or neither."""
        if fake or fake_initial:
            return super().apply_migration(state, migration, fake, fake_initial)
        with self.connection.schema_editor(atomic=migration.atomic) as editor:
            state = migration.apply(state, editor)
            while editor.deferred_sql:
                editor.execute(editor.deferred_sql.pop(0), None)
            self.recorder.record_applied(migration.app_label, migration.name)
        return state


def is_newer() -> bool:
    """Whether a newer version than this one has written here: it applied migrations that this one lacks."""
    loader = WholeMigrations(connection).loader
    return bool(loader.applied_migrations.keys() - loader.disk_migrations.keys())


def bring_forward() -> bool:
    """Apply every migration that is missing. Returns whether there was one."""
    executor = WholeMigrations(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    if plan:
        executor.loader.check_consistent_history(connection)
        executor.migrate(targets, plan)
    return bool(plan)
