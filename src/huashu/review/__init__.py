"""What changes, who must approve it, and whether they did. Pure values in, pure values out."""
