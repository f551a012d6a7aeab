"""Whether like cases were treated alike: what makes two cases alike, and what is measured over them."""
