"""Opens a record as the tools around JuPedSim do, with Python's own SQLite: tables, types, metadata and queries are
those that PedPy (file version 2) and JuPedSim's Recording use. Nothing of Sibu reads here.

usage: readers.py RECORD_SAMPLE (the program that writes the record)
"""
import os
import pathlib
import sqlite3
import stat
import subprocess
import sys
import tempfile

EXPECTED_COLUMNS = {
    "trajectory_data": [("frame", "INTEGER", 1), ("id", "INTEGER", 1), ("pos_x", "REAL", 1), ("pos_y", "REAL", 1),
                        ("ori_x", "REAL", 1), ("ori_y", "REAL", 1)],
    "metadata": [("key", "TEXT", 1), ("value", "TEXT", 1)],
    "geometry": [("hash", "INTEGER", 1), ("wkt", "TEXT", 1)],
    "frame_data": [("frame", "INTEGER", 1), ("geometry_hash", "INTEGER", 1)],
}


def check_tables(connection):
    for table, columns in EXPECTED_COLUMNS.items():
        rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
        assert [(row[1], row[2], row[3]) for row in rows] == columns, (table, rows)
    assert [row[5] for row in connection.execute("PRAGMA table_info(metadata)")] == [1, 0]  # key is the primary key
    indexes = {row[1]: row[2] for row in connection.execute("PRAGMA index_list(geometry)")}
    assert indexes == {"geometry_hash": 1}, indexes
    columns = [row[2] for row in connection.execute("PRAGMA index_info(frame_id_idx)")]
    assert columns == ["frame", "id"], columns


def metadata(connection, key):
    value = connection.execute("SELECT value FROM metadata WHERE key = ?", (key,)).fetchone()[0]
    assert isinstance(value, str), (key, value)
    return value


def check_metadata(connection):
    assert int(metadata(connection, "version")) == 2
    assert metadata(connection, "fps") == "4.0"
    box = [float(metadata(connection, key)) for key in ("xmin", "xmax", "ymin", "ymax")]
    assert box == [0.0, 42.0, 0.0, 10.0], box


def check_trajectory(connection):
    """As JuPedSim's Recording: frames count from 0 to count - 1, one geometry for each."""
    count = connection.execute("SELECT count(*) FROM frame_data").fetchone()[0]
    assert count == 8
    for index in range(count):
        rows = connection.execute("SELECT id, pos_x, pos_y, ori_x, ori_y FROM trajectory_data WHERE frame == (?)"
                                  " ORDER BY id ASC", (index,)).fetchall()
        assert [row[0] for row in rows] == ([1, 2] if index >= 2 else [1]), rows
        assert rows[0][1:] == (0.5 + index, 1.0, 1.0, 0.0), rows
        shape = connection.execute("SELECT geometry_hash FROM frame_data WHERE frame == ?", (index,)).fetchone()[0]
        wkt = connection.execute("SELECT wkt FROM geometry WHERE hash == ?", (shape,)).fetchone()[0]
        on_upper_floor = wkt.startswith("POLYGON ((16 2")
        assert on_upper_floor == (3 <= index < 6), (index, wkt)  # the floor that most people are on
    frames = connection.execute("SELECT frame, id, pos_x, pos_y FROM trajectory_data").fetchall()
    assert len(frames) == 14 and all(isinstance(value, float) for row in frames for value in row[2:])


def check_geometry(connection):
    """As PedPy: the rows united must be one polygon. So the shed that no walk reaches is left out."""
    shapes = [row[0] for row in connection.execute("SELECT wkt FROM geometry")]
    assert shapes == ["POLYGON ((0 0, 20 0, 20 10, 0 10, 0 0), (5 5, 5 6, 6 6, 6 5, 5 5))",
                      "POLYGON ((16 2, 30 2, 30 8, 16 8, 16 2))"], shapes
    try:
        import shapely
    except ImportError:
        return
    united = shapely.union_all([shapely.from_wkt(shape) for shape in shapes])
    assert united.geom_type == "Polygon" and united.is_valid, united


def check_ours(connection):
    assert connection.execute("PRAGMA application_id").fetchone()[0] == 0x53494255
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    changes = connection.execute("SELECT person, frame, floor FROM floor_change ORDER BY person, frame").fetchall()
    assert changes == [(1, 0, 0), (1, 3, 1), (1, 6, 0), (2, 2, 1)], changes
    strict = {row[1] for row in connection.execute("PRAGMA table_list") if row[5]}
    assert strict == {"document", "person", "event", "delivery", "response", "floor", "floor_change", "seal"}, strict


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "odd name #1?&%20.drill"
        subprocess.run([sys.argv[1], str(path)], check=True)
        assert os.listdir(folder) == [path.name], os.listdir(folder)
        assert stat.S_IMODE(path.stat().st_mode) == 0o444
        connection = sqlite3.connect(path)
        for check in (check_tables, check_metadata, check_trajectory, check_geometry, check_ours):
            check(connection)
        connection.close()


main()
