"""What every service of Röda tråden stands on. Imports only `redthread_contracts` of ours."""
