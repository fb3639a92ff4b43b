"""The approval chain: who must approve a change, who has, and what is missing."""
