"""投诉建议: complaints, suggestions and questions to the Organization Department, answered; anonymous if wished."""
