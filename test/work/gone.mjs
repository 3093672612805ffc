/** A thread that is gone before it has done anything. */
