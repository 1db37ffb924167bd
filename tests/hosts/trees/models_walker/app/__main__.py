import uvicorn

if __name__ == "__main__":
    uvicorn.run("app.main:get_app", factory=True)
