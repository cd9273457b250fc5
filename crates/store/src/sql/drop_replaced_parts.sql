-- Drops a partition that is none, which has the table remove its replaced parts from the disk.
ALTER TABLE {name:Identifier} DROP PARTITION ID 'none'
