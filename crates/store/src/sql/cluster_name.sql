-- What do the macros of this server say: of which cluster is it?
SELECT getMacro('cluster') AS cluster
FROM system.one
WHERE getMacro('shard') != '' AND getMacro('replica') != ''
