"""Steps that several handlers take: finding the record, finding the item, writing fields."""
