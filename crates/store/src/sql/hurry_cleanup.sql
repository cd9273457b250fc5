-- Has a table let go of replaced parts at once in the place of after minutes.
ALTER TABLE {name:Identifier} MODIFY SETTING old_parts_lifetime = 0
