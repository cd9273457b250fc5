-- Makes the database that everything lies in.
CREATE DATABASE IF NOT EXISTS {name:Identifier}
