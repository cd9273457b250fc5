INSERT INTO page_moves (site, day, path, next, moves, version)
