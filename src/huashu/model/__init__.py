"""What huashu talks about: frozen values on the standard library alone; nothing here touches disk or git."""
