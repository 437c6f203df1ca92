// DrugResponse
