"""The demo county 云浦县: invented people, units and three months of work, so that every page has something real."""
