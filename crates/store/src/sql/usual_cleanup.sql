-- Has a table let go of replaced parts after the usual time again.
ALTER TABLE {name:Identifier} RESET SETTING old_parts_lifetime
