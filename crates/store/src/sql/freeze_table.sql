-- Links the files of a table as they are now, so that they stay whatever the table does.
ALTER TABLE {name:Identifier} FREEZE WITH NAME 'tiraj_backup'
